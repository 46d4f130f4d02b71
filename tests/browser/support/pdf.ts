// What stands in a PDF as text: in its streams, and in alternative texts (a code's has the address that the code leads to).
import { inflateSync } from 'node:zlib';

// The first part that fits; texts with Vietnamese letters are UTF-16 there, written as hexadecimal digits.
export function findInPdf(pdf: Buffer, wanted: RegExp): RegExpExecArray {
  const parts = [pdf];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    try {
      parts.push(inflateSync(pdf.subarray(at + 7)));
    } catch {
      // Not every stream is deflated.
    }
  }
  const plain = (all: string, digits: string): string => (digits.length > 40 ? Buffer.from(digits, 'hex').toString('latin1') : all);
  for (const part of parts) {
    const found = wanted.exec(part.toString('latin1').replace(/<([\dA-Fa-f]+)>/g, plain).replaceAll('\0', ''));
    if (found) return found;
  }
  throw new Error(`the PDF has nothing like ${wanted}`);
}
