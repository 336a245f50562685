/** How many elements an array has whose end is left open. */
const OPEN_END = 3;

/** One configuration of a range, and the innermost of its indices. */
interface Expanded {
  key: string;
  index: number | undefined;
}

/** The keys that a path with ranges stands for: `SerialPort[1..2].Mode` gives `SerialPort[1].Mode` and `…[2].Mode`. */
export function expandKeys(path: string): Expanded[] {
  let keys: Expanded[] = [{ key: '', index: undefined }];
  for (const part of path.split(/(\[[^\]]*\])/)) {
    const range = /^\[(n|\d+)(?:\.\.(n|\d+))?\]$/.exec(part);
    if (!range) {
      keys = keys.map(({ key, index }) => ({ key: key + part, index }));
      continue;
    }
    const from = range[1] === 'n' ? 1 : Number(range[1]);
    const end = range[2] ?? range[1];
    const to = end === 'n' ? Math.max(from, OPEN_END) : Number(end);
    const indices = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at);
    keys = keys.flatMap(({ key }) => indices.map((index) => ({ key: `${key}[${index}]`, index })));
  }
  return keys;
}
