import type { ArtifactContent } from "./ports.js";

/** All bytes of a file, in memory. Throws what reading it throws. */
export async function wholeContent(content: Pick<ArtifactContent, "sizeBytes" | "read">): Promise<Buffer> {
  const whole = Buffer.alloc(content.sizeBytes);
  let at = 0;
  for await (const chunk of content.read()) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
