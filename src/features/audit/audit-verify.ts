import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { dateTime, plainDateTime } from '#render/index.ts';
import { buttons, said } from '#render/replies.ts';
import { counted, findingOf, many, waitingWords } from './findings.ts';
import { ELSEWHERE } from './rows.ts';

/** Findings on one card; the rest is counted. */
const MOST_SHOWN = 8;
const SEAL = 12;

/** Whether the audit is as it was written: nothing changed, taken out or put in. */
export const auditVerify = defineRead({
  name: 'audit verify',
  aliases: ['verify audit'],
  topic: 'bot',
  summary: 'Check that nobody changed the audit',
  usage: 'audit verify',
  example: () => 'audit verify',
  needs: 'administer',
  args: z.object({}),
  read: () => ({}),
  say: () => 'audit verify',

  async run(_args, { store, now, timeZone }) {
    const verdict = await store.audit.verify();
    if (!verdict) return said('This audit is not sealed', { detail: 'Nothing can be said of what was changed in it.' });
    const { newest, since, findings, more } = verdict;
    const isSound = findings.length === 0;
    const title = isSound ? 'The audit is unbroken' : 'The audit is not as it was written';
    const waiting = await store.audit.outbox.status();
    const facts = [
      { label: 'Checked', value: counted(verdict) },
      ...(since === undefined ? [] : [{ label: 'Since', value: dateTime(since) }]),
      ...(newest ? [{ label: 'Newest entry', value: dateTime(newest.at) }] : []),
      ...(newest ? [{ label: 'Its seal', value: `${newest.mac.slice(0, SEAL)}…` }] : []),
      ...(verdict.unsealed > 0
        ? [{ label: 'Not sealed', value: `${many(verdict.unsealed)} from before there were seals` }]
        : []),
      ...(waiting === undefined ? [] : [{ label: 'Sent on', value: waitingWords(waiting, now) }]),
    ];
    const shown = findings.slice(0, MOST_SHOWN).map((finding) => findingOf(finding, timeZone));
    const rest = findings.length - shown.length + more;
    return {
      view: 'audit/verdict',
      data: {
        title,
        colour: isSound ? 'good' : 'attention',
        facts,
        findings: shown,
        rest: rest > 0 ? `And ${rest.toLocaleString('en')} more.` : '',
        hasRest: rest > 0,
        ...buttons([
          { title: 'Verify again', say: 'audit verify' },
          { title: 'Show the audit', say: 'audit' },
          { title: 'Export JSON', say: 'audit export json' },
        ]),
      },
      ...(shown.length > 0 && { private: ELSEWHERE }),
      text: [
        title,
        counted(verdict),
        ...(newest ? [`Newest: ${plainDateTime(newest.at, timeZone)} · seal ${newest.mac.slice(0, SEAL)}…`] : []),
        ...shown.map(({ what, detail }) => `${what}: ${detail}`),
      ].join('\n'),
    };
  },
});
