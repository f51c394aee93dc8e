import { join } from "node:path";
import type { AuditResult } from "../../src/core/audit/result.ts";
import { labTrainer } from "../../src/lab/main.ts";
import { openAuditor } from "../../src/runtime/openAuditor.ts";
import { ROOT } from "../build.ts";

/** The models of a seed, and what an audit should say of each. */
export const EXPECTED = {
	original: "INEFFECTIVE",
	"fine-tuned": "INEFFECTIVE",
	"gradient-ascent": "DESTROYED",
	"gradient-difference": "anything but a pass",
	npo: "anything but a pass",
	refusal: "SUPPRESSION",
	quantised: "anything but a pass",
	"reference-1": "neither INEFFECTIVE nor SUPPRESSION",
	"reference-2": "neither INEFFECTIVE nor SUPPRESSION",
	"reference-3": "neither INEFFECTIVE nor SUPPRESSION",
} as const;

export type CalibrationModel = keyof typeof EXPECTED;

export interface AuditedSeed {
	readonly seed: number;
	readonly results: Readonly<Record<CalibrationModel, AuditResult>>;
}

/** Each model is compared with the original and with a reference; a reference with the next one. */
const REFERENCE: Readonly<Partial<Record<CalibrationModel, CalibrationModel>>> = {
	"reference-1": "reference-2",
	"reference-2": "reference-3",
	"reference-3": "reference-1",
};

/** Audits every model of a seed with the suite full; copies at Q4_0 as well. What was asked before is not asked again. */
export async function auditSeed(seed: number, say: (line: string) => void): Promise<AuditedSeed> {
	const records = (set: string) => [join(ROOT, "demo/records", `${set}.jsonl`)];
	const file = (name: string) => join(ROOT, ".cache/lab/records", `seed-${seed}`, `${name}.gguf`);
	const auditor = await openAuditor({ store: join(ROOT, ".cache/calibration"), trainer: labTrainer });
	try {
		const results: Partial<Record<CalibrationModel, AuditResult>> = {};
		for (const name of Object.keys(EXPECTED) as CalibrationModel[]) {
			const reference = REFERENCE[name] ?? "reference-1";
			results[name] = await auditor.audit({
				forget: records("forget"),
				retain: records("retain"),
				holdout: records("holdout"),
				models: {
					target: { file: file(name) },
					original: { file: file("original") },
					reference: { file: file(reference) },
				},
				furtherReferences: [1, 2, 3]
					.map((n) => `reference-${n}`)
					.filter((further) => further !== name && further !== reference)
					.map(file),
				suite: "full",
				policy: "default",
				seed: 0,
				quantise: ["Q4_0"],
				relearned: "train",
			});
			say(`seed ${seed}, ${name}: ${results[name]?.verdict.label}`);
		}
		return { seed, results: results as Record<CalibrationModel, AuditResult> };
	} finally {
		await auditor.close();
	}
}
