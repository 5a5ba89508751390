/** The one local serving stack of the page; its code and its worker are loaded when first asked for. */
import { appError, err, ok, type Result } from '@/core/result';
import type { LocalStack } from '@/local/types';

let stack: Promise<LocalStack> | null = null;

/** The stack, loaded on the first call. An error when its code cannot be fetched; the next call tries again. */
export async function localStack(): Promise<Result<LocalStack>> {
  stack ??= import('@/local/client').then(({ createLocalStack }) => createLocalStack());
  try {
    return ok(await stack);
  } catch (cause) {
    stack = null;
    const detail = cause instanceof Error ? cause.message : String(cause);
    return err(appError('runtime-unreachable', `The model runtime could not be loaded (${detail}).`, 'Check the connection and try again; what you typed is kept.'));
  }
}
