import { counted, findingOf, many } from '#features/audit/findings.ts';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import { createLog } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { checkAudit } from '#store/audit-check.ts';
import { readSecretsConfig } from '../src/config.ts';
import { runCommand } from './parts/command.ts';

/**
 * `npm run audit:verify`: checks that nobody changed the audit, with the settings of the bot. Prints the seal of the newest
 * entry, to be kept elsewhere; ends with 1 when the audit is not as it was written.
 */
await runCommand(async (env) => {
  const { secretKeys, webhookSecret, ...where } = readSecretsConfig(env);
  const keys = macKeys(createKeyRing({ secretKeys, webhookSecret }), 'audit chain');
  const verdict = await checkAudit({ ...where, log: createLog('silent') }, keys);
  const { findings, more, newest, unsealed } = verdict;
  if (findings.length > 0) {
    const lines = findings.map((finding) => findingOf(finding, 'UTC')).map(({ what, detail }) => `${what}: ${detail}.`);
    const rest = more > 0 ? [`And ${more.toLocaleString('en')} more.`] : [];
    throw new Problem('The audit is not as it was written.', { code: 'audit', hint: [...lines, ...rest].join('\n') });
  }
  return [
    `The audit is unbroken: ${counted(verdict)}.`,
    ...(unsealed > 0 ? [`Not sealed: ${many(unsealed)} from before there were seals.`] : []),
    ...(newest ? [`Newest entry: ${new Date(newest.at).toISOString()}, seal ${newest.mac}`] : []),
  ].join('\n');
});
