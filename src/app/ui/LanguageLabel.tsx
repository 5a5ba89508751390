import { LANGUAGES, type Language } from '@/core/text';
import { rich } from './rich';

/** “Language: Deutsch”, the name in its own language, for the eyes and for a voice. */
export const LanguageLabel = ({ of }: { of: Language }) => <span>{rich('Language: {name}', { name: <span lang={of}>{LANGUAGES[of]}</span> })}</span>;
