/** Ends in a full stop whoever wrote it. */
export function sentence(text: string): string {
	return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
