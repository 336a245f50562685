import { Problem } from '#lib/problem.ts';
import { WebexError } from '#webex/errors.ts';

/** The address that webhooks lead to. Throws a Problem when PUBLIC_URL is no address. */
export function targetOf(publicUrl: string): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return `${publicUrl.replace(/\/+$/, '')}/webhooks/webex`;
  throw new Problem('PUBLIC_URL is not a URL.', {
    code: 'public-url',
    hint: 'Give an address such as https://bot.example.com.',
  });
}

/** What Webex refused of a webhook, as something that can be put right; other errors come back as they are. */
export function webhookRefused(error: unknown): unknown {
  if (!(error instanceof WebexError)) return error;
  const { trackingId, details } = error;
  if (error.status === 400) {
    return new Problem(`Webex did not accept PUBLIC_URL for webhooks${details[0] ? `: ${details[0]}` : '.'}`, {
      code: 'public-url',
      hint: 'Webex must be able to reach the address from the internet, by https.',
      trackingId,
      cause: error,
    });
  }
  if (error.status === 409) {
    return new Problem('Another webhook of this bot leads to PUBLIC_URL already.', {
      code: 'webhook-conflict',
      hint: 'Remove it at developer.webex.com (GET /webhooks shows it), or give this bot another PUBLIC_URL.',
      trackingId,
      cause: error,
    });
  }
  return error;
}
