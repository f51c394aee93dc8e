import { isLeak, type Severity } from "../audit/severity.ts";
import { counted, formatNumber } from "./formatNumber.ts";

/** "3 leaks", "1 leak, 2 for information", "2 for information", "no leak": information by itself is no leak. */
export function countedLeaks(found: readonly { readonly severity: Severity }[]): string {
	const leaks = found.filter(({ severity }) => isLeak(severity)).length;
	const information = found.length - leaks;
	if (found.length === 0) return "no leak";
	return [
		...(leaks > 0 ? [counted(leaks, "leak")] : []),
		...(information > 0 ? [`${formatNumber(information)} for information`] : []),
	].join(", ");
}
