// An answer of HTTP/1.1, read as it comes in.

const NOTHING = Buffer.alloc(0);

/** Takes one answer's parts as they come; gives its status once it is whole, until then undefined. `take` gets the body's parts. */
export function readAnswer(take) {
  let status;
  let held = NOTHING;
  let readBody;
  return (part) => {
    if (readBody === undefined) {
      held = joined(held, part);
      const end = held.indexOf("\r\n\r\n");
      if (end < 0) return undefined;
      const head = held.latin1Slice(0, end);
      status = Number(head.slice(9, 12));
      readBody = /^transfer-encoding: *chunked/im.test(head) ? chunks(take) : counted(lengthIn(head), take);
      part = held.subarray(end + 4);
    }
    return readBody(part) ? status : undefined;
  };
}

function lengthIn(head) {
  const [, length] = /^content-length: *(\d+)/im.exec(head) ?? [];
  if (length === undefined) throw new Error(`an answer of no stated length:\n${head}`);
  return Number(length);
}

function counted(length, take) {
  let left = length;
  return (part) => {
    if (part.length > 0) take(part);
    left -= part.length;
    return left <= 0;
  };
}

/** Chunks with their sizes before them; one of no bytes is the last. */
function chunks(take) {
  let held = NOTHING;
  // Bytes of the chunk that are still to come, and those of the line end after it.
  let left = 0;
  let isLast = false;
  return (part) => {
    held = joined(held, part);
    for (;;) {
      if (left === 0) {
        if (isLast) return true;
        const end = held.indexOf("\r\n");
        if (end < 0) return false;
        const size = Number.parseInt(held.latin1Slice(0, end), 16);
        held = held.subarray(end + 2);
        isLast = size === 0;
        left = size + 2;
      }
      if (held.length === 0) return false;
      const content = Math.min(left - 2, held.length);
      if (content > 0) take(held.subarray(0, content));
      const gone = Math.min(left, held.length);
      held = held.subarray(gone);
      left -= gone;
    }
  };
}

function joined(held, part) {
  return held.length === 0 ? part : Buffer.concat([held, part]);
}
