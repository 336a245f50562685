/** The HTTP status of an error of the Webex client, for rooms that know only its types; undefined for any other error. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
