/** A refusal in GitHub's own form: a status, a message and, for 422, what is wrong with which field. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errors: (object | string)[] | null;

  constructor(status: number, message: string, errors: (object | string)[] | null = null) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  get body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors === null ? {} : { errors: this.errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

export function notFound(): ApiError {
  return new ApiError(404, 'Not Found');
}

export function validationFailed(error: {
  resource: string;
  field: string;
  code: string;
  message?: string;
}): ApiError {
  return new ApiError(422, 'Validation Failed', [error]);
}
