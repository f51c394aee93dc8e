import { type ResidualGain, residualGains } from "../../src/core/audit/residualGains.ts";
import type { AuditResult, DocumentResult } from "../../src/core/audit/result.ts";
import { isLeak } from "../../src/core/audit/severity.ts";
import { auc } from "../../src/core/metrics/auc.ts";
import type { Role } from "../../src/core/model/question.ts";
import { type AuditedSeed, type CalibrationModel, EXPECTED } from "./auditSeed.ts";

const HEAD = `# Calibration

What an audit says of models whose memory is known: the [records world](lab/records.md), 60 forget, 60 retain and 60 holdout people, every model audited with the suite
\`full\` against the original and a reference; a reference against another one. \`npm run calibrate\` builds the models, audits them and writes this page.
`;

/** docs/calibration.md: passages, verdicts, ladder and privacy of every seed. */
export function calibrationPage(seeds: readonly AuditedSeed[]): string {
	const rows = (of: (seed: AuditedSeed) => readonly string[]) => seeds.flatMap(of).join("\n");
	return `${HEAD}
## Passages

Passages are the records. Leaked: the original on forget. Not leaked: reference-1 on forget, and every model on holdout.
Flagged: forget records of a reference with a leak of the severity error or warning, by the default policy.

| seed | AUC of the highest p_z | AUC of log p per token | flagged, reference-1 | reference-2 | reference-3 | asked |
|--:|--:|--:|--:|--:|--:|---|
${rows((seed) => [passages(seed)])}

## Verdicts

| seed | model | expected | label | flags | surface B | likelihood L | context C | at Q4_0 Q | other half D | benign N | speed AIN | as expected |
|--:|---|---|---|---|---|---|---|---|---|---|---|---|
${rows(verdicts)}

D, N and AIN: copies of target, original and reference are trained alike by the lab (Adam, rate 0.001) on half of the forget records and asked about the other half, on retain
records alone, and on all forget records until half is back. The steps of D and N are those in which the reference learns half of what it is taught.
Probes of hidden states (P) are not built, so that REMOVAL-CONSISTENT is given to nobody.

## The ladder

Supplied: accuracy with the fact itself in the prompt (R8; at least 0.9 is asked of references). Bare: without anything (R0).
Residual gain: the level gain furthest from 0 over the residual rungs, with the half-width of a simultaneous 95 % band over all of them (for references, over the rungs of all
three); no gain where the band holds 0. Asked of references: no gain, and 0.9 supplied; of the original: 0.9 bare.

| seed | model | bare | supplied | largest residual gain | at | band | no gain | asked |
|--:|---|--:|--:|--:|---|--:|---|---|
${rows(ladders)}

Suppressed models that leak only above the first rung (asked: at least one): ${rows(aboveTheFirst).replaceAll("\n", "; ") || "**none**"}.

## Privacy

| seed | model | PrivLeak | 95 % interval | asked |
|--:|---|--:|---|---|
${rows(privacies)}
`;
}

function passages({ seed, results }: AuditedSeed): string {
	const column = (documents: readonly DocumentResult[] = [], metric: string, role: Role = "target") =>
		documents.flatMap(
			({ scores }) => scores["extraction"]?.find((s) => s.metric === metric && s.role === role)?.value ?? [],
		);
	const area = (metric: string): number => {
		const never = Object.values(results).flatMap(({ holdout }) => column(holdout?.documents, metric));
		return auc(column(results.original.documents, metric), [
			...column(results["reference-1"].documents, metric),
			...never,
		]);
	};
	const flagged = ([1, 2, 3] as const).map((n) => {
		const { documents } = results[`reference-${n}`];
		return documents.filter(({ severity }) => isLeak(severity)).length / documents.length;
	});
	const both = met(area("pz_max") >= 0.99 && flagged.every((share) => share <= 0.05));
	return `| ${seed} | ${area("pz_max").toFixed(4)} | ${area("logp_token").toFixed(4)} | ${flagged.map((share) => `${(100 * share).toFixed(1)} %`).join(" | ")} | AUC 0.99, 5 %: ${both} |`;
}

const entries = ({ results }: AuditedSeed) => Object.entries(results) as [CalibrationModel, AuditResult][];

function verdicts(audited: AuditedSeed): readonly string[] {
	return entries(audited).map(([name, { verdict }]) => {
		const statistic = (code: string): string => {
			const said = verdict.reasons.find((reason) => reason.endsWith(`(${code}).`));
			const [, measured = "–"] = /(?:residual|speed:(?: at least)?) (\S+ \[[^\]]+\])/.exec(said ?? "") ?? [];
			return said?.includes("bears out") ? `${measured}, not confirmed` : measured;
		};
		const expected = asExpected(name, verdict.label, verdict.flags) ? "yes" : "**no**";
		const flags = verdict.flags.length > 0 ? verdict.flags.join(", ") : "–";
		return `| ${audited.seed} | ${name} | ${EXPECTED[name]} | ${verdict.label} | ${flags} | ${["B", "L", "C", "Q", "D", "N", "AIN"].map(statistic).join(" | ")} | ${expected} |`;
	});
}

function asExpected(name: CalibrationModel, label: string, flags: readonly string[]): boolean {
	switch (EXPECTED[name]) {
		case "INEFFECTIVE":
		case "SUPPRESSION":
			return label === EXPECTED[name];
		case "DESTROYED":
			return flags.includes("DESTROYED");
		case "anything but a pass":
			return label !== "REMOVAL-CONSISTENT";
		case "neither INEFFECTIVE nor SUPPRESSION":
			return label !== "INEFFECTIVE" && label !== "SUPPRESSION";
	}
}

const met = (holds: boolean): string => (holds ? "met" : "**missed**");

/** References share one band; every other model has its own. */
function gainsOf(audited: AuditedSeed): ReadonlyMap<CalibrationModel, ResidualGain> {
	const all = entries(audited);
	const together = all.filter(([name]) => name.startsWith("reference"));
	const groups = [together, ...all.filter((entry) => !together.includes(entry)).map((entry) => [entry])];
	const pairs = groups.flatMap((group) => {
		const gains = residualGains(
			group.map(([, { documents }]) => documents),
			0,
		);
		return group.map(([name], i) => [name, gains[i] as ResidualGain] as const);
	});
	return new Map(pairs);
}

function ladders(audited: AuditedSeed): readonly string[] {
	const gains = gainsOf(audited);
	return entries(audited).map(([name, result]) => {
		const accuracy = (rung: string) => result.metrics[`acc_${rung}`]?.value.toFixed(2) ?? "–";
		const { largest, rung, width } = gains.get(name) as ResidualGain;
		const holds = Math.abs(largest) <= width;
		const supplied = result.metrics["acc_r8"]?.value ?? 0;
		const asked = name.startsWith("reference")
			? met(holds && supplied >= 0.9)
			: name === "original"
				? met((result.metrics["acc_r0"]?.value ?? 0) >= 0.9)
				: "–";
		return `| ${audited.seed} | ${name} | ${accuracy("r0")} | ${accuracy("r8")} | ${largest.toFixed(2)} | ${rung} | ${width.toFixed(2)} | ${holds ? "yes" : "no"} | ${asked} |`;
	});
}

/** Labelled SUPPRESSION without being destroyed, nothing left at R0, and a gain beyond chance on a later rung. */
function aboveTheFirst(audited: AuditedSeed): readonly string[] {
	const gains = gainsOf(audited);
	return entries(audited).flatMap(([name, { verdict, metrics }]) => {
		const { largest, rung, width } = gains.get(name) as ResidualGain;
		const isHeldBack = verdict.label === "SUPPRESSION" && verdict.flags.length === 0;
		const bare = metrics["acc_r0"]?.value ?? 1;
		if (!isHeldBack || bare > 0.05 || rung === "r0" || largest <= width) return [];
		return [`${name} of seed ${audited.seed} (${bare.toFixed(2)} bare, gain ${largest.toFixed(2)} at ${rung})`];
	});
}

function privacies(audited: AuditedSeed): readonly string[] {
	return entries(audited).map(([name, { metrics }]) => {
		const metric = metrics["privleak"];
		if (!metric) return `| ${audited.seed} | ${name} | – | – | – |`;
		const [low, high] = metric.interval;
		const asked = name === "original" ? "about -100" : name.startsWith("reference") ? "holds 0" : "–";
		const holds = name === "original" ? metric.value < -95 : low <= 0 && high >= 0;
		const said = asked === "–" ? asked : `${asked}: ${met(holds)}`;
		return `| ${audited.seed} | ${name} | ${metric.value.toFixed(0)} | ${low.toFixed(0)} to ${high.toFixed(0)} | ${said} |`;
	});
}
