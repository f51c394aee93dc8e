import { porterStem } from "./porterStemmer.ts";

/**
 * Words as google-research `rouge_score` sees them: lower case, every run of characters outside a-z and 0-9 separates,
 * words of more than three characters optionally stemmed. Accents, apostrophes and other scripts separate too: text
 * without Latin letters has no words here.
 */
export function rougeTokens(text: string, stem: boolean): readonly string[] {
	const tokens = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
	return stem ? tokens.map((token) => (token.length > 3 ? porterStem(token) : token)) : tokens;
}
