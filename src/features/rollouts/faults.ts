import { type LineFaults, placed } from '#lib/line-faults.ts';
import { type NextStep, Problem } from '#lib/problem.ts';

/** Everything that is wrong with what was asked for, at once: nobody wants to hear of one fault after the other. `meant`: what mends it. */
export function faulty(title: string, faults: readonly string[] | LineFaults, meant?: NextStep): Problem {
  const lines =
    'more' in faults
      ? [
          ...faults.faults.map((fault) => placed(fault, faults.place)),
          ...(faults.more > 0 ? [`and ${faults.more.toLocaleString('en')} more`] : []),
        ]
      : faults;
  return new Problem(title, {
    code: 'rollout-not-understood',
    hint: `${lines.map((line) => `${line}.`).join('\n')}\nNothing was sent.`,
    next: [...(meant ? [meant] : []), { title: 'Help', say: 'help rollout' }],
  });
}
