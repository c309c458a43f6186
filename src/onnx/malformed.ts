import { GyreError } from "../core/index.js";

/** The failure of what is not a whole ONNX file: what was expected, and at which byte of it. */
export function malformed(expected: string, offset: number): GyreError {
  return new GyreError("onnx.malformed", `expected ${expected} at byte ${offset} of the ONNX file`, {
    hint: "the file is cut short, damaged, or not an ONNX model; write or copy it again",
    details: { offset, expected },
  });
}
