import { z } from 'zod';
import type { Plan } from '#intent/command.ts';
import { shown } from '#lib/hide.ts';
import { nameList } from '#lib/name-list.ts';
import { shortened } from '#lib/shorten.ts';
import type { Approval } from '#store/index.ts';

const MOST_COMMANDS = 4;
const MOST_FACTS = 8;
const LONGEST = 200;
const LONGEST_EFFECTS = 300;
const MOST_NAMES = 4;
const LONGEST_VALUE = 120;

/** What a step sends, whichever command made it; one that stands in for another holds that one's step. */
const Sent = z.object({
  command: z.string(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  body: z.unknown().optional(),
});
type Sent = z.infer<typeof Sent>;
const Targets = z.object({ targets: z.array(Sent.partial()) });
const Inner = z.object({ step: z.looseObject({}) });

/** The xAPI commands that go to the devices, with their arguments; secrets are hidden. */
export function effectsOf({ step, sends = [] }: Pick<Plan<unknown>, 'step' | 'sends'>): string[] {
  const lines = [...new Set(sentBy(step).map(lineOf))];
  const told = lines.length > 0 ? lines : [...sends];
  const rest = told.length - MOST_COMMANDS;
  return [
    ...told.slice(0, MOST_COMMANDS).map((line) => shortened(line, LONGEST)),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ];
}

function sentBy(step: unknown): Sent[] {
  const inner = Inner.safeParse(step);
  if (inner.success) return sentBy(inner.data.step);
  const sent = Sent.safeParse(step);
  if (!sent.success) return [];
  const { targets = [] } = Targets.safeParse(step).data ?? {};
  const { command, arguments: given, body } = sent.data;
  if (targets.length === 0) return [sent.data];
  return targets.map((own) => ({
    command: own.command ?? command,
    arguments: own.arguments ?? given,
    body: own.body ?? body,
  }));
}

function lineOf({ command, arguments: given = {}, body }: Sent): string {
  const values = Object.entries(given).map(
    ([key, value]) => `${key}: ${shortened(shown(key, [value].flat().join(', ')), LONGEST_VALUE)}`,
  );
  const size = body === undefined ? 0 : (typeof body === 'string' ? body : JSON.stringify(body)).length;
  return [command, ...values, ...(size > 0 ? [`(with a body of ${size.toLocaleString('en')} characters)`] : [])].join(
    ' ',
  );
}

/** What the plan tells besides: its devices and arguments have lines of their own on the card. */
export const factsOf = ({ facts }: Pick<Plan<unknown>, 'facts'>): string[] =>
  facts
    .filter(({ key }) => key !== 'devices' && key !== 'body' && !key.startsWith('argument:'))
    .slice(0, MOST_FACTS)
    .map(({ text }) => shortened(text, LONGEST));

/** "SystemUnit.Boot Action: Restart on Fjord, Camden and 3 more": what was agreed to, for whoever reads of it later. */
export function whatItDoes({ shown, targets }: Pick<Approval, 'shown' | 'targets'>): string {
  const names = targets.map(({ name }) => name);
  const sent = shortened(shown.effects.join('; ') || 'a change', LONGEST_EFFECTS);
  return names.length === 0 ? sent : `${sent} on ${nameList(names, MOST_NAMES)}`;
}

/** How grave it is, for whoever has to agree; nothing to say of what is not. */
export const gravityOf = (tier: Approval['wanted']['tier']): string =>
  tier === 3
    ? 'Tier 3: it can lock the device up, lose its data or open it to others.'
    : tier === 2
      ? 'Tier 2: it disrupts whoever uses the device.'
      : '';
