/** A file that came with a message. Who sees the message may read it. */
export interface StoredFile {
  id: string;
  messageId: string;
  name: string;
  type: string;
  bytes: Uint8Array;
}

/** The bytes all files together may hold; beyond that the oldest go. */
const BYTES_KEPT = 256 * 1024 * 1024;

export class Files {
  readonly #byId = new Map<string, StoredFile>();
  #bytes = 0;

  add(file: StoredFile): void {
    this.#byId.set(file.id, file);
    this.#bytes += file.bytes.byteLength;
    for (const oldest of this.#byId.keys()) {
      if (this.#bytes <= BYTES_KEPT || oldest === file.id) return;
      this.delete(oldest);
    }
  }

  get(id: string): StoredFile | undefined {
    return this.#byId.get(id);
  }

  delete(id: string): void {
    this.#bytes -= this.#byId.get(id)?.bytes.byteLength ?? 0;
    this.#byId.delete(id);
  }
}
