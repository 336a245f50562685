/** A refusal in the shape of RFC 6749, 5.2: `{error, error_description}`. */
export class OAuthRefusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}
