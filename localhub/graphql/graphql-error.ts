/** A problem of one field: GitHub answers it with status 200 and an entry in `errors`. */
export class GraphqlError extends Error {
  override readonly name = 'GraphqlError';
  readonly type: 'NOT_FOUND' | 'FORBIDDEN' | 'UNPROCESSABLE' | 'INVALID';

  constructor(type: GraphqlError['type'], message: string) {
    super(message);
    this.type = type;
  }
}
