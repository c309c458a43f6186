import { randomUUID } from "node:crypto";
import { type Clock, GyreError, sha256 } from "../../core/index.js";
import type { UploadParts } from "../files/upload-parts.js";

const FORGOTTEN_AFTER_MS = 86_400_000;

interface Upload {
  readonly path: string;
  readonly begunAt: number;
  readonly parts: Map<number, { readonly tag: string; readonly bytes: Uint8Array }>;
  joined?: Promise<unknown>;
}

/** Uploads in parts, in memory. */
export function createMemoryUploads(clock: Clock, mostOpen: number) {
  const uploads = new Map<string, Upload>();
  const find = (id: string): Upload => {
    for (const [old, { begunAt }] of uploads) if (begunAt + FORGOTTEN_AFTER_MS <= clock.now()) uploads.delete(old);
    const upload = uploads.get(id);
    if (!upload) throw new GyreError("tracking.upload_unknown", `no upload ${id.slice(0, 80)} is open`);
    return upload;
  };
  return {
    begin(path: string): { readonly uploadId: string } {
      const isOpen = ({ begunAt, joined }: Upload): boolean => !joined && begunAt + FORGOTTEN_AFTER_MS > clock.now();
      if ([...uploads.values()].filter(isOpen).length >= mostOpen)
        throw new GyreError("tracking.too_many_uploads", `${mostOpen} uploads in parts are open already`);
      const uploadId = randomUUID();
      uploads.set(uploadId, { path, begunAt: clock.now(), parts: new Map() });
      return { uploadId };
    },
    write(uploadId: string, part: number, bytes: Uint8Array): { readonly tag: string } {
      const upload = find(uploadId);
      if (upload.joined) throw new GyreError("tracking.upload_unknown", `the upload ${uploadId} has been joined`);
      if (!Number.isInteger(part) || part < 1 || part > 10_000)
        throw new GyreError("tracking.part_unknown", `expected the number of a part from 1 to 10000, got ${part}`);
      const tag = sha256(bytes);
      upload.parts.set(part, { tag, bytes });
      return { tag };
    },
    async finish(...[uploadId, refs, keep]: Parameters<UploadParts["finish"]>): Promise<void> {
      const upload = find(uploadId);
      upload.joined ??= keep(upload.path, joined(upload, refs)).catch((error) => {
        delete upload.joined;
        throw error;
      });
      await upload.joined;
      upload.parts.clear();
    },
    abort(uploadId: string): void {
      uploads.delete(uploadId);
    },
  };
}

async function* joined({ parts }: Upload, refs: Parameters<UploadParts["finish"]>[1]): AsyncGenerator<Uint8Array> {
  if (refs.length === 0) throw new GyreError("tracking.part_unknown", "expected at least one part, got none");
  for (const { part, tag } of refs) {
    const found = parts.get(part);
    if (found?.tag !== tag) throw new GyreError("tracking.part_unknown", `part ${part} has not been sent with ${tag}`);
    yield found.bytes;
  }
}
