/** Common English ways of not answering. Regex-level on purpose: it counts, it does not understand. */
const PHRASES =
	/\b(?:i(?: am|'m|’m)? (?:do not|don't|don’t|cannot|can't|can’t|am not able|not able|not sure|unable|sorry|afraid)|(?:i |we )?(?:have|has) no (?:information|knowledge|idea|record)|not (?:known|aware)|unknown|no idea|(?:is|are) not (?:something )?i know|beyond my knowledge|(?:decline|refuse) to)\b/i;

/** Whether a reply declines to answer or says that it does not know. */
export function refuses(reply: string): boolean {
	return PHRASES.test(reply);
}
