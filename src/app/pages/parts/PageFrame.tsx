import { useEffect, useRef, type ReactNode } from 'react';
import '../pages.css';

export interface PageFrameProps {
  title: string;
  /** One or two sentences: what the page answers, and for what. */
  lead: ReactNode;
  children: ReactNode;
}

/** A page beside Explore. It begins at its top, and takes the focus when what had it is gone. */
export function PageFrame({ title, lead, children }: PageFrameProps) {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const top = article.current;
    if (top === null) return;
    top.scrollIntoView({ block: 'start' });
    window.scrollTo({ top: 0 });
    if (document.activeElement === document.body) top.focus({ preventScroll: true });
  }, []);
  return (
    <article ref={article} className="page outline-hidden" tabIndex={-1} aria-label={title}>
      <header className="page-head">
        <h2 className="page-title">{title}</h2>
        <p className="page-lead">{lead}</p>
      </header>
      {children}
    </article>
  );
}
