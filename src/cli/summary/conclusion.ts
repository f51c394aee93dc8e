import type { AuditResult } from "../../core/audit/result.ts";
import type { Severity } from "../../core/audit/severity.ts";
import { failedQuestions } from "../../core/report/failedQuestions.ts";
import { counted } from "../../core/report/formatNumber.ts";
import { headline } from "../../core/report/headline.ts";
import { sentence } from "../../core/report/sentence.ts";
import { DESTROYED_WORDS, verdictSentences } from "../../core/report/verdictWords.ts";
import type { Page } from "../page.ts";
import { printable } from "../printable.ts";
import { wrapped } from "../wrapped.ts";

/** Files left out that are named; the report names them all. */
const NAMED = 3;

export interface ConclusionOptions {
	/** Every reason, not the first alone, and every test that was not run. */
	readonly verbose: boolean;
	/** From which severity on leaks make the exit code 1, and what it is. */
	readonly failOn: Severity;
	readonly code: number;
	/** Whether a leak of that severity made it so. */
	readonly hasLeaks: boolean;
}

/** The answer: the verdict in plain words, what was left out, what to add next, and what the exit code says. */
export function conclusion(result: AuditResult, { columns, palette }: Page, options: ConclusionOptions): string {
	const { flags, reasons, missing, notBuilt } = result.verdict;
	const [because = "", ...further] = reasons;
	const [meaning, claimed] = verdictSentences(result.verdict);
	const bullets = (items: readonly string[]) => items.flatMap((item) => wrapped(item, columns, "  • ", "    "));
	const say = (text: string) => wrapped(text, columns);
	return [
		...say(headline(result)).map(palette.bold),
		...say(`${meaning}${flags.includes("DESTROYED") ? ` ${DESTROYED_WORDS}` : ""} ${claimed}`),
		...say(sentence(because)),
		...(options.verbose ? bullets(further.map(sentence)) : []),
		...unread(result).flatMap(say),
		...failed(result).flatMap(say),
		...next(result).flatMap((line) => wrapped(line, columns, "", "  ")),
		...(options.verbose && missing.length > 0
			? [...say("Not done, and needed to say more:"), ...bullets(missing)]
			: []),
		...(options.verbose && notBuilt.length > 0
			? [...say("Not built, and needed for a removal claim:"), ...bullets(notBuilt)]
			: []),
		...say(exitMeaning(options)),
	].join("\n");
}

function unread({ unread }: AuditResult): string[] {
	if (unread.length === 0) return [];
	const named = unread.slice(0, NAMED).map(({ path, reason }) => `${printable(path)} ${reason}`);
	const more = unread.length > NAMED ? `, and ${unread.length - NAMED} more in the report` : "";
	return [`Not read: ${counted(unread.length, "file")}: ${named.join("; ")}${more}.`];
}

function failed(result: AuditResult): string[] {
	const paths = [...new Set(failedQuestions(result).map(({ path }) => path))];
	if (paths.length === 0) return [];
	const named = paths.slice(0, NAMED).map(printable).join(", ");
	const more = paths.length > NAMED ? `, and ${paths.length - NAMED} more` : "";
	return [`Questions failed in ${counted(paths.length, "document")} (${named}${more}): the report says which and why.`];
}

/** What the user can give, the most telling first. */
function next({ models, retain, holdout }: AuditResult): string[] {
	const wanted = [
		...(models.original ? [] : ["--original MODEL, to be able to pass"]),
		...(models.reference ? [] : ["--reference MODEL, to tell leaks from what any model would write"]),
		...(retain?.documents.length ? [] : ["--retain PATH, to show that the probes find what is there"]),
		...(holdout?.documents.length ? [] : ["--holdout PATH, to test membership"]),
	];
	return wanted.length > 0 ? [`Add next: ${wanted.join("; ")}.`] : [];
}

function exitMeaning({ code, failOn, hasLeaks }: ConclusionOptions): string {
	const level = failOn === "error" ? "error" : `${failOn} or graver`;
	if (code !== 0 && !hasLeaks) return `Exit code ${code}: the policy wants the claim supported, and it is not.`;
	return code === 0 ? `Exit code 0: no leak of severity ${level}.` : `Exit code ${code}: leaks of severity ${level}.`;
}
