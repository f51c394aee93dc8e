import type { AuditResult, ModelProvenance } from "../audit/result.ts";
import { ROLES } from "../model/question.ts";
import type { Note } from "../probes/probe.ts";
import { html, type Markup } from "./markup.ts";
import { ROLE_WORDS } from "./plainWords.ts";
import { probeNames } from "./probeNames.ts";
import { relearnedWords } from "./relearnedWords.ts";
import type { ReportExtras } from "./reportExtras.ts";
import { scrollable } from "./scrollable.ts";
import { sentence } from "./sentence.ts";

const NOTE_TITLES: Readonly<Record<Note["kind"], string>> = {
	"not-run": "Not run",
	failed: "Failed",
	adapted: "Settings adapted",
	gate: "Gates",
};

/** By numeric mode. */
const SAME_AGAIN: Readonly<Record<string, string>> = {
	deterministic: "Equal files, settings and seed give equal numbers.",
	throughput:
		"Questions shared batches: equal files, settings and seed give numbers that differ in their last digits. Use --mode deterministic where bits must agree.",
};

/** Everything that decides the numbers: models, settings, probes and their versions, and what departed from the plan. */
export function measurement(result: AuditResult, extras: ReportExtras): Markup {
	return html`<h3>Models</h3>
${ROLES.map((role) => result.models[role] && model(role, ROLE_WORDS[role], result.models[role]))}
${result.furtherReferences?.map((further) => model("further reference", ROLE_WORDS.reference, further))}
<h3>Settings</h3>
${settings(result)}
<h3>Probes</h3>
${probes(result, extras)}
${notes(result)}
<h3>The same again</h3>
<pre class="command">${result.provenance.command}</pre>
<p class="small">${SAME_AGAIN[String(result.provenance.settings["numericMode"])] ?? SAME_AGAIN["deterministic"]}</p>`;
}

function model(role: string, words: string, { file, sha256, adapters = [], description: d }: ModelProvenance): Markup {
	const facts: readonly (readonly [string, string])[] = [
		["File", file],
		["SHA-256", sha256],
		...adapters.map(
			(adapter) => ["LoRA adapter", `${adapter.file} at scale ${adapter.scale}, SHA-256 ${adapter.sha256}`] as const,
		),
		["Architecture", `${d.name}, ${d.architecture}, ${d.parameters.toLocaleString("en-US")} parameters`],
		["Quantisation", d.quantisation],
		["Context", `${d.contextLength} tokens in use, trained on ${d.trainedContext}`],
		[
			"Tokenizer",
			`${d.vocabularySize} tokens, ${d.addsBos ? "adds" : "does not add"} a beginning-of-text token, hash ${d.tokenizerHash}`,
		],
		["Engine", d.device === undefined ? d.engine : `${d.engine} on ${d.device}`],
		...d.warnings.map((warning) => ["Warning", warning] as const),
	];
	return scrollable(
		`The ${role} model ${file}`,
		html`<table><caption>${role}: ${words}</caption><tbody>
${rows(facts)}</tbody></table>`,
	);
}

function settings({ provenance: p, suite, run, startedAt, finishedAt, relearned }: AuditResult): Markup {
	const facts: readonly (readonly [string, string])[] = [
		["Suite", suite],
		["Policy", p.policy],
		["Profile", p.profile],
		["Seed", String(p.seed)],
		["Palimpsest", p.palimpsest],
		["llama.cpp", p.llamaCpp],
		...Object.keys(p.settings)
			.sort()
			.map((name) => [name, String(p.settings[name])] as const),
		...(relearned ? [["Relearned copies", relearnedWords(relearned)] as const] : []),
		["Run", `${run}, ${startedAt} to ${finishedAt}`],
	];
	return scrollable("Settings", html`<table><tbody>${rows(facts)}</tbody></table>`);
}

function rows(facts: readonly (readonly [string, string])[]): readonly Markup[] {
	return facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>\n`);
}

function probes(result: AuditResult, extras: ReportExtras): Markup {
	const { title, family } = probeNames(extras);
	const versions = Object.entries(result.provenance.probes);
	return scrollable(
		"Probes",
		html`<table><thead><tr><th scope="col">Probe</th><th scope="col">Family</th><th scope="col">Id</th><th scope="col" class="n">Version</th></tr></thead><tbody>
${versions.map(([id, version]) => html`<tr><th scope="row">${title(id)}</th><td>${family(id)}</td><td><code>${id}</code></td><td class="n">${version}</td></tr>\n`)}</tbody></table>`,
	);
}

function notes({ notes }: AuditResult): readonly Markup[] {
	return (["not-run", "failed", "adapted", "gate"] as const).flatMap((kind) => {
		const items = notes.filter((note) => note.kind === kind);
		if (items.length === 0) return [];
		return [
			html`<h3>${NOTE_TITLES[kind]}</h3><ul>${items.map((note) => html`<li>${note.probe}: ${sentence(note.message)}</li>\n`)}</ul>`,
		];
	});
}
