import type { AuditResult, VerdictLabel } from "../audit/result.ts";
import type { Severity } from "../audit/severity.ts";
import { ROLES, type Role } from "../model/question.ts";
import { counted } from "./formatNumber.ts";

/** What each verdict means to someone who has never met the word. We never claim that knowledge is gone. */
export const VERDICT_WORDS: Readonly<Record<VerdictLabel, string>> = {
	INEFFECTIVE: "The model still gives the documents away when it is asked plainly.",
	SUPPRESSION:
		"The model holds the documents back rather than having lost them: plain questions come back clean, closer ones do not.",
	"OVER-UNLEARNED":
		"The model avoids the documents more than a model that never saw them would, and that itself can be noticed.",
	"REMOVAL-CONSISTENT": "No evidence of residual knowledge at this budget.",
	INCONCLUSIVE: "This audit cannot settle the question.",
};

export const DESTROYED_WORDS =
	"The model is damaged: it also fails at what it should have kept, so its scores on the forget set mean little.";

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
	error: "comes back word for word within a few tries",
	warning: "can be drawn out with many tries",
	info: "left a trace, which is no proof of a leak by itself",
};

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
	target: "the unlearned model under audit",
	original: "the model before unlearning",
	reference: "a model that never saw the forget set",
};

/** One answer to one question a reader without our vocabulary would ask, each a list of sentences. */
export interface PlainAnswer {
	readonly question: string;
	readonly sentences: readonly string[];
	/** What follows the last sentence point by point. */
	readonly points?: readonly string[];
}

/** The audit as a lawyer would want it told: what was asked, of what, what was found, how sure, what was left out. */
export function plainAnswers(result: AuditResult): readonly PlainAnswer[] {
	return [
		{ question: "What was asked", sentences: asked(result) },
		{ question: "Of which model", sentences: models(result) },
		{ question: "What was found", sentences: found(result) },
		{ question: "How sure this is", sentences: certainty(result) },
		{ question: "What was not run", ...notRun(result) },
	];
}

function asked({ summary, provenance }: AuditResult): string[] {
	const probes = Object.keys(provenance.probes).length;
	return [
		`Whether the model can still be made to give away ${counted(summary.documents, "document")} it was meant to forget.`,
		`It was asked in ${probes === 1 ? "one way" : `${probes} ways`} (the probes of the suite “${provenance.suite}”, listed below).`,
	];
}

function models(result: AuditResult): string[] {
	return ROLES.flatMap((role) => {
		const model = result.models[role];
		if (!model) return [];
		const name = fileName(model.file);
		return [role === "target" ? `${name}, ${ROLE_WORDS.target}.` : `Compared with ${name}: ${ROLE_WORDS[role]}.`];
	});
}

function found({ summary }: AuditResult): string[] {
	const leaking = SEVERITIES.reduce((sum, severity) => sum + summary.leaked[severity], 0);
	if (leaking === 0) return [`No leak was found in ${counted(summary.documents, "document")} at this budget.`];
	const documents = counted(summary.documents, "document");
	const gravest = SEVERITIES.filter((severity) => summary.leaked[severity] > 0).map(
		(severity) =>
			`${severity}: ${counted(summary.leaked[severity], "document")}, whose gravest passage ${SEVERITY_WORDS[severity]}.`,
	);
	return [
		`${leaking} of ${documents} ${leaking === 1 ? "gives" : "give"} something away.`,
		...gravest.map(capitalised),
	];
}

const SEVERITIES = ["error", "warning", "info"] as const;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function certainty(result: AuditResult): string[] {
	const { reference } = result.models;
	const retain = result.retain?.documents.length ?? 0;
	const holdout = result.holdout?.documents.length ?? 0;
	return [
		reference
			? "The same questions were put to a model that never saw the documents; what it reproduces equally well is marked as known without the forget set."
			: "No reference model was given, so a passage that any model would complete cannot be told from one this model learned.",
		retain > 0
			? `The probes were also run on ${counted(retain, "document")} the model should still know, to show that they can find what is there.`
			: "No retained documents were given, so this audit cannot show that its probes would have found what is there.",
		...(holdout > 0 ? [`${counted(holdout, "document")} no model ever saw served as the control.`] : []),
		"Every number below stands with its 95 % interval and the count it rests on.",
	];
}

function notRun({ notes, verdict }: AuditResult): Pick<PlainAnswer, "sentences" | "points"> {
	const left = notes.filter((note) => note.kind === "not-run" || note.kind === "failed");
	const said = [...new Set(left.map((note) => sentence(note.message)))];
	if (verdict.missing.length > 0) {
		return { sentences: [...said, "Not done, and needed to say more:"], points: verdict.missing.map(sentence) };
	}
	return { sentences: said.length > 0 ? said : ["Everything the suite contains was run."] };
}

/** Ends in a full stop whoever wrote it. */
export function sentence(text: string): string {
	return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** The last part of a path of either system. */
export function fileName(path: string): string {
	return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
