/** Hands what was made here to the reader: as a file, or through the clipboard. */

/** Saves a blob under a name. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** Saves a text under a name. */
export const saveText = (name: string, mimeType: string, text: string): void => saveBlob(name, new Blob([text], { type: mimeType }));

const MOST_NAME_CHARS = 60;
/** A name as part of a file name: letters, digits and hyphens. */
export const fileStem = (name: string): string => name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').toLowerCase().slice(0, MOST_NAME_CHARS) || '400ms';

/** Copies a text; false where the browser does not let this page do it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or no clipboard in an insecure page: the text stands selected beside the button
  }
}
