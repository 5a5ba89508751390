/** The one local serving stack of the page; its code and its worker are loaded when first asked for. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { LocalStack } from '@/local/types';
import { connectionProblem } from '../security/hosts';

let stack: Promise<LocalStack> | null = null;

/** The stack, loaded on the first call. An error when its code cannot be fetched; the next call tries again. */
export async function localStack(): Promise<Result<LocalStack>> {
  stack ??= import('@/local/client').then(({ createLocalStack }) => withinPolicy(createLocalStack()));
  try {
    return ok(await stack);
  } catch (cause) {
    stack = null;
    const detail = cause instanceof Error ? cause.message : String(cause);
    return err(appError('runtime-unreachable', t('The model runtime could not be loaded ({cause}).', { cause: detail }), t('Check the connection and try again; what you typed is kept.')));
  }
}

/** Says in words, before anything is asked for, that a model stands on a host this page may not reach: a link may name any. */
function withinPolicy(stack: LocalStack): LocalStack {
  const refused = (model: string): Result<never> | null => {
    const problem = /^[a-z]+:\/\//i.test(model) ? connectionProblem(model) : null;
    return problem === null ? null : err(problem);
  };
  return {
    probe: () => stack.probe(),
    inspect: async (request) => refused(request.model) ?? stack.inspect(request),
    countTokens: async (model, text) => refused(model) ?? stack.countTokens(model, text),
    load: async (request, onProgress, signal) => refused(request.model) ?? stack.load(request, onProgress, signal),
    run: async (scenario, onEvent, signal) => refused(scenario.local.model) ?? stack.run(scenario, onEvent, signal),
    forget: (model) => stack.forget(model),
    dispose: () => stack.dispose(),
  };
}
