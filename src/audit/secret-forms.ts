/** How one exact secret can stand in a text: as it is, or as the usual encoders write it. */

/** Shorter ones would be found in everything: `test` is no secret, and hiding it would hide the log. */
export const MIN_SECRET = 6;

/** A key is often shown line by line; shorter lines are not told from ordinary text. */
const MIN_LINE = 16;

export function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= MIN_LINE);
  const values = [...new Set([secret, secret.trim(), ...lines])].filter((value) => value.length >= MIN_SECRET);
  const forms = values.flatMap((value) => [
    value,
    ...jsonForms(value),
    ...urlForms(value),
    ...base64Forms(Buffer.from(value)),
    ...hexForms(Buffer.from(value)),
  ]);
  // Bytes that are no text are searched one character a byte; garbled text looks the same.
  const garbled = forms.map((form) => Buffer.from(form).toString('latin1'));
  return [...new Set([...forms, ...garbled])].filter((form) => form.length >= MIN_SECRET);
}

function jsonForms(value: string): string[] {
  const once = JSON.stringify(value).slice(1, -1);
  const ascii = once.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [once, once.replaceAll('/', '\\/'), ascii, ascii.replaceAll('/', '\\/'), JSON.stringify(once).slice(1, -1)];
}

function urlForms(value: string): string[] {
  const component = encodeURIComponent(value.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const lower = (text: string) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  const form = new URLSearchParams({ v: value }).toString().slice(2);
  const all = [component, strict, form, encodeURI(value.toWellFormed())];
  return [...all, ...all.map(lower), ...all.map(encodeURIComponent)];
}

/** Within a longer text the encoding depends on where the secret begins: three cases, less the digits it shares. */
function base64Forms(bytes: Buffer): string[] {
  const cores = [0, 1, 2].map((shift) => {
    const digits = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((shift * 8) / 6);
    const whole = Math.floor(((shift + bytes.length) * 8) / 6);
    return digits.slice(first, whole);
  });
  const whole = [bytes.toString('base64'), ...cores];
  return [...whole, ...whole.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))];
}

function hexForms(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  const percent = hex.replace(/../g, '%$&');
  return [hex, hex.toUpperCase(), percent, percent.toUpperCase()];
}
