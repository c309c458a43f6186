const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

function hex(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

/** A text as Python's `repr` writes it. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let written = "";
  for (const character of text) {
    if (NAMED[character] !== undefined) written += NAMED[character];
    else if (character === quote) written += `\\${quote}`;
    else if (character !== " " && /[\p{Z}\p{C}]/u.test(character)) written += hex(character.codePointAt(0)!);
    else written += character;
  }
  return quote + written + quote;
}

/** A float as Python's `repr` writes it. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const written = Object.is(value, -0) ? "-0" : String(value);
  const plain = /e/.test(written)
    ? value.toFixed(Math.max(0, digits.replace(/[-.]/g, "").length - 1 - power))
    : written;
  return plain.includes(".") ? plain : `${plain}.0`;
}
