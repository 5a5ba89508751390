/** An SVG document as PNG. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Drawing } from './frame';

/** Dots per CSS px: sharp on today's screens and in print. */
export const PNG_SCALE = 2;

/** Draws the document at twice its size. */
export async function pngOf({ markup, widthPx, heightPx }: Drawing): Promise<Result<Blob>> {
  const url = URL.createObjectURL(new Blob([markup], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = widthPx * PNG_SCALE;
    canvas.height = heightPx * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? err(failed(t('the picture is too large for this browser'))) : ok(blob);
  } catch (cause) {
    return err(failed(cause instanceof Error ? cause.message : String(cause)));
  } finally {
    URL.revokeObjectURL(url);
  }
}

const failed = (why: string): ReturnType<typeof appError> => appError('png-failed', t('The PNG could not be made: {problem}.', { problem: why }), t('Save the SVG instead; every picture program opens it.'));
