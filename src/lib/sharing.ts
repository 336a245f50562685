type Row = Record<string, unknown>;

/**
 * Gives a function that makes equal values of many records one value: ten thousand devices have a handful of products, and a
 * list of them then takes a fifth of the memory. For records that nobody changes. Texts, lists and objects are shared as they
 * are in JSON; what is in a list or an object stays as it came.
 */
export function createSharing(): <One extends Row>(row: One) => One {
  const texts = new Map<unknown, unknown>();
  const others = new Map<unknown, unknown>();
  const shareIn = (row: Row): void => {
    for (const name of Object.keys(row)) {
      const value = row[name];
      if (typeof value === 'string') row[name] = known(texts, value, value);
      else if (typeof value === 'object' && value !== null) row[name] = known(others, keyOf(value), value);
    }
  };
  return (row) => {
    shareIn(row);
    return row;
  };
}

/** Records of that many ids are remembered. */
const MOST = 50_000;

/**
 * The same for lists that are read again and again, by several people: what is as it was when a record was read last is held
 * once, and a record that is as it was is that record. `list` begins a list.
 */
export function createMemory<One extends Row & { id: string }>(): { list(): (row: One) => One } {
  const last = new Map<string, One>();
  return {
    list() {
      const share = createSharing();
      return (row) => {
        const before = last.get(row.id);
        if (before !== undefined && isTakenOver(row, before)) return before;
        if (before === undefined) {
          share(row);
          if (last.size >= MOST) last.clear();
        }
        last.set(row.id, row);
        return row;
      };
    },
  };
}

/** Takes over what is as it was; whether all of it is. Also texts: equal ones of two answers are two in memory. */
function isTakenOver(row: Row, before: Row): boolean {
  const names = Object.keys(row);
  let isSame = names.length === Object.keys(before).length;
  for (const name of names) {
    const old = before[name];
    const value = row[name];
    if (value === old || isSameList(value, old) || isSameObject(value, old)) row[name] = old;
    else isSame = false;
    // As many fields, and one of them without a value: that may be another one than before.
    if (value === undefined && !(name in before)) isSame = false;
  }
  return isSame;
}

const isSameList = (left: unknown, right: unknown): boolean =>
  Array.isArray(left) &&
  Array.isArray(right) &&
  left.length === right.length &&
  left.every((one, index) => one === right[index]);

const isSameObject = (left: unknown, right: unknown): boolean =>
  typeof left === 'object' &&
  left !== null &&
  typeof right === 'object' &&
  right !== null &&
  keyOf(left) === keyOf(right);

/** Most of what is no text is a list of none. */
const keyOf = (value: object): string => (Array.isArray(value) && value.length === 0 ? '[]' : JSON.stringify(value));

function known(values: Map<unknown, unknown>, key: unknown, value: unknown): unknown {
  const one = values.get(key);
  if (one !== undefined) return one;
  values.set(key, value);
  return value;
}
