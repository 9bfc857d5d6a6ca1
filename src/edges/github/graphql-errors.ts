/** Types of the errors in a GraphQL reply, or null for any other failure. */
export function readErrorTypes(error: unknown): string[] | null {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return null;
  return error.errors.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'type' in one ? String(one.type) : 'UNKNOWN',
  );
}
