import { createLog } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { type Counts, exportStore, importStore } from '#store/transfer.ts';
import { readStoreConfig } from '../src/config.ts';
import { pathOf, runCommand } from './parts/command.ts';

/** `npm run db:export -- <file>` and `npm run db:import -- <file>`: a store as one file, to move it to another engine or machine. */
const WAYS = new Map([
  ['export', { copy: exportStore, told: 'Exported' }],
  ['import', { copy: importStore, told: 'Imported' }],
]);

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

await runCommand(async (env, [name = '', ...files]) => {
  const way = WAYS.get(name);
  const [file] = files;
  if (!way || file === undefined || files.length > 1)
    throw new Problem('Which file?', {
      code: 'usage',
      hint: 'Say npm run db:export -- <file>, or npm run db:import -- <file>.',
    });
  const path = pathOf(file);
  const counts = await way.copy({ ...readStoreConfig(env), log: createLog('silent') }, path);
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const rows = parts.map(([table, count]) => `${table} ${count}`).join(', ');
  return `${way.told} ${sumOf(counts)} rows${rows && ` (${rows})`}: ${path}`;
});
