import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { vocabulary } from '../src/app/policies.ts';
import { readPolicy, toldFaults } from '../src/guard/policy/read.ts';
import { restrictedWords, rulesOf, standInWords } from '../src/guard/policy/rule-words.ts';

/**
 * `npm run policy:check [file]`: reads a policy file as the bot would, lists every fault with its line, and says what each
 * role may do. Whether its people and spaces exist, the bot finds out from Webex when it reads the file.
 */
const path = process.argv[2] ?? process.env['POLICY_FILE'] ?? 'policy.yaml';
const text = await readFile(path, 'utf8').catch(() => undefined);
if (text === undefined) end([`${path} can't be read.`], 1);
else {
  const { policy, faults = [] } = readPolicy(text, basename(path), vocabulary);
  if (!policy)
    end(
      [
        `${path} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:`,
        ...toldFaults(basename(path), faults),
      ],
      1,
    );
  else {
    const roles = [...policy.roles.values()].flatMap(({ name, members }) => [
      `${name}: ${members.length === 0 ? 'nobody' : members.join(', ')}`,
      ...rulesOf(policy, [name]).map(({ words }) => `  ${words}`),
    ]);
    const stands = restrictedWords(policy).map((words) => `  ${words}`);
    const restricted = stands.length > 0 ? ['In what it restricts, however it is said:', ...stands] : [];
    const standIns = standInWords(policy).map((words) => `  ${words}`);
    const acting =
      standIns.length > 0 ? ['What the service app does for people who are not logged in:', ...standIns] : [];
    end([`${path} has no faults. Its roles:`, ...roles, ...restricted, ...acting], 0);
  }
}

function end(lines: string[], code: number): void {
  (code === 0 ? process.stdout : process.stderr).write(`${lines.join('\n')}\n`);
  process.exitCode = code;
}
