import busboy from 'busboy';
import type { Request } from 'express';
import { ApiError } from './errors.ts';
import type { NewFile } from './posting.ts';
import { badRequest } from './requests.ts';

/** The largest file Webex takes. */
const MOST_FILE_BYTES = 100 * 1024 * 1024;

interface Multipart {
  fields: Record<string, string>;
  file: NewFile | undefined;
}

/** Reads a multipart/form-data body: fields and at most one `files` part. 400 when it is broken, 413 when too large. */
export function readMultipart(req: Request): Promise<Multipart> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = Object.create(null);
    const limits = { fileSize: MOST_FILE_BYTES, files: 1, fields: 20, fieldSize: 64 * 1024 };
    let file: NewFile | undefined;
    const fail = (error: ApiError) => {
      req.unpipe(parser);
      req.resume();
      reject(error);
    };
    const parser = open(req, limits);
    parser.on('field', (name, value) => {
      fields[name] = value;
    });
    parser.on('file', (name, stream, { filename, mimeType }) => {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('limit', () => fail(new ApiError(413, 'The file is larger than 100 MB.')));
      stream.on('error', () => fail(new ApiError(400)));
      stream.on('end', () => {
        if (name === 'files') file = { name: filename ?? 'file', type: mimeType, bytes: Buffer.concat(chunks) };
      });
    });
    parser.on('filesLimit', () => fail(badRequest('files takes one file.')));
    parser.on('error', () => fail(new ApiError(400)));
    parser.on('close', () => resolve({ fields, file }));
    req.pipe(parser);
  });
}

function open(req: Request, limits: busboy.Limits): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw new ApiError(400);
  }
}
