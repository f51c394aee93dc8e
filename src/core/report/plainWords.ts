import type { AuditResult } from "../audit/result.ts";
import { SEVERITIES, type Severity } from "../audit/severity.ts";
import { unaskedDocuments, unaskedSentence } from "../audit/unasked.ts";
import { ROLES, type Role } from "../model/question.ts";
import { auditedProbes } from "./auditedProbes.ts";
import { failedQuestions } from "./failedQuestions.ts";
import { counted } from "./formatNumber.ts";
import { noteWords } from "./noteWords.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { sentence } from "./sentence.ts";
import { notBuiltSentence } from "./verdictWords.ts";

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

/** One answer to one question a reader without our vocabulary would ask. */
export interface PlainAnswer {
	readonly question: string;
	readonly paragraphs: readonly Paragraph[];
}

export interface Paragraph {
	readonly text: string;
	/** What follows the text point by point. */
	readonly points?: readonly string[];
}

/** The audit as a lawyer would want it told: what was asked, of what, what was found, how sure, what was left out. */
export function plainAnswers(result: AuditResult, extras: ReportExtras = {}): readonly PlainAnswer[] {
	const unasked = unaskedDocuments(result.documents, auditedProbes(result, extras.probes)).map((group) => ({
		sentence: unaskedSentence(group, result.documents.length),
		count: group.documents.length,
	}));
	const silent = {
		count: unasked.reduce((sum, { count }) => sum + count, 0),
		sentences: unasked.map(({ sentence }) => sentence),
	};
	return [
		answer("What was asked", asked(result, silent)),
		answer("Of which model", models(result)),
		answer("What was found", found(result, silent)),
		answer("How sure this is", certainty(result)),
		{ question: "What was not run", paragraphs: notRun(result) },
	];
}

/** Documents no probe could ask. */
interface Silent {
	readonly count: number;
	readonly sentences: readonly string[];
}

const answer = (question: string, sentences: readonly string[]): PlainAnswer => ({
	question,
	paragraphs: sentences.map((text) => ({ text })),
});

function asked({ summary, provenance }: AuditResult, silent: Silent): string[] {
	const probes = Object.keys(provenance.probes).length;
	const ways = probes === 1 ? "one way" : `${probes} ways`;
	return [
		`Whether the model can still be made to give away ${counted(summary.documents, "document")} it was meant to forget.`,
		...(silent.count < summary.documents
			? [`It was asked in ${ways} (the probes of the suite “${provenance.suite}”, listed below).`]
			: []),
		...silent.sentences,
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

function found({ summary }: AuditResult, silent: Silent): string[] {
	const leaking = summary.leaked.error + summary.leaked.warning;
	const heard = summary.documents - silent.count;
	if (heard === 0) return ["Nothing was found out: no passage was asked. This is not a clean result."];
	const gravest = SEVERITIES.filter((severity) => summary.leaked[severity] > 0).map(
		(severity) =>
			`${severity}: ${counted(summary.leaked[severity], "document")}, whose gravest passage ${SEVERITY_WORDS[severity]}.`,
	);
	return [
		leaking === 0
			? `No leak was found in ${counted(heard, "document")} at this budget.`
			: `${leaking} of ${counted(summary.documents, "document")} ${leaking === 1 ? "gives" : "give"} something away.`,
		...gravest.map(capitalised),
	];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function certainty(result: AuditResult): string[] {
	const { reference } = result.models;
	const retain = result.retain?.documents.length ?? 0;
	const holdout = result.holdout?.documents.length ?? 0;
	const gates = result.notes.filter(({ kind }) => kind === "gate");
	return [
		reference
			? "The same questions were put to a model that never saw the documents; what it reproduces equally well is marked as known without the forget set."
			: "No reference model was given, so a passage that any model would complete cannot be told from one this model learned.",
		retain > 0
			? `The probes were also run on ${counted(retain, "document")} the model should still know, to show that they can find what is there.`
			: "No retained documents were given, so this audit cannot show that its probes would have found what is there.",
		...(holdout > 0 ? [`${counted(holdout, "document")} no model ever saw served as the control.`] : []),
		...new Set(gates.map(({ message }) => sentence(message))),
		"Every number below stands with its 95 % interval, where there is one, and the count it rests on.",
	];
}

/** Names on the first page; the JSON report has them all. */
const SHOWN = 50;

function notRun(result: AuditResult): readonly Paragraph[] {
	const { notes, verdict, unread } = result;
	const failed = failedPoints(result);
	const left = notes.filter(({ kind, probe }) => (kind === "not-run" || kind === "failed") && probe !== "audit");
	const said = [...new Set(left.map((note) => sentence(note.message)))].map((text) => ({ text }));
	const missing = verdict.missing.map(sentence);
	const notBuilt = notBuiltSentence(verdict);
	const paragraphs: readonly Paragraph[] = [
		...(unread.length > 0
			? [{ text: `Not read: ${counted(unread.length, "file")}.`, points: unreadPoints(unread) }]
			: []),
		...said,
		...(missing.length > 0 ? [{ text: "Not measured in this audit, and what it would need:", points: missing }] : []),
		...(failed.length > 0 ? [{ text: "Questions that failed, whose silence says nothing:", points: failed }] : []),
	];
	return [
		...(paragraphs.length > 0 ? paragraphs : [{ text: "Everything the suite contains was run." }]),
		...(notBuilt === undefined ? [] : [{ text: notBuilt }]),
	];
}

function failedPoints(result: AuditResult): readonly string[] {
	const all = failedQuestions(result);
	const shown = all.slice(0, SHOWN).map(({ path, note }) => `${path}, ${note.probe}: ${noteWords(note)}`);
	const more = all.length - shown.length;
	return more > 0 ? [...shown, `${counted(more, "further failure")}: see the JSON report.`] : shown;
}

function unreadPoints(unread: AuditResult["unread"]): readonly string[] {
	const shown = unread.slice(0, SHOWN).map(({ set, path, reason }) => `${path} (${set}) ${reason}.`);
	const more = unread.length - shown.length;
	return more > 0 ? [...shown, `${counted(more, "further file")}: see the JSON report.`] : shown;
}

/** The last part of a path of either system. */
export function fileName(path: string): string {
	return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
