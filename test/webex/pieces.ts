/** A text in pieces that end at these places. */
export function* cut(text: string, places: readonly number[]): Generator<Buffer> {
  const bytes = Buffer.from(text);
  let from = 0;
  for (const place of places.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b)) {
    yield bytes.subarray(from, place);
    from = place;
  }
  yield bytes.subarray(from);
}
