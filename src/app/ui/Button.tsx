import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names';

const SHAPE = 'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm text-sm whitespace-nowrap select-none disabled:opacity-60';
const KINDS = {
  /** The one action a panel is about. */
  primary: 'h-9 px-3 bg-ink text-paper font-medium hover:bg-ink-2',
  plain: 'h-8 px-2.5 border border-line-strong bg-raised text-ink hover:border-ink',
  /** Inside text and tables. */
  quiet: 'min-h-6 px-1 text-ink-2 underline decoration-line-strong underline-offset-4 hover:text-ink hover:decoration-ink',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS;
}

export function Button({ kind = 'plain', className, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classNames(SHAPE, KINDS[kind], className)} {...rest} />;
}

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  /** Spoken name, and the tooltip. */
  label: string;
  children: ReactNode;
}

export function IconButton({ label, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={classNames(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-sm text-ink-2 hover:bg-line hover:text-ink disabled:opacity-40',
        className,
      )}
      {...rest}
    />
  );
}
