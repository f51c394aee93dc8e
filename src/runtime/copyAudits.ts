import type { Lesson } from "../core/audit/relearning/lesson.ts";
import { givenBack, meanShare, type RelearnCurve, type RelearnPoint } from "../core/audit/relearning/relearnCurve.ts";
import type { AskedAgain } from "../core/audit/relearning/relearned.ts";
import type { AskedCopy } from "../core/audit/relearning/relearnedCopy.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import { relearnedProbes } from "../core/audit/suites.ts";
import type { Document } from "../core/corpus/document.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import type { TrainedCopy } from "../core/model/trainer.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { descriptionsOf } from "./modelFacts.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";
import type { RelearnedCopies } from "./relearnedCopies.ts";

/** Asks copies of an audit's models what they give back, and keeps account of which were asked. */
export class CopyAudits {
	readonly #plan: AuditPlan;
	readonly #parts: AuditParts;
	readonly #copies: RelearnedCopies;
	readonly #asked: AskedCopy[] = [];

	constructor(plan: AuditPlan, parts: AuditParts, copies: RelearnedCopies) {
		this.#plan = plan;
		this.#parts = parts;
		this.#copies = copies;
	}

	/** Every copy that was asked, once each. */
	get asked(): readonly AskedCopy[] {
		return this.#asked;
	}

	/** How much copies give back of what they are taught, step by step, until it is more than `enough`. */
	async curve(of: Role, lesson: Lesson, documents: readonly Document[], enough: number): Promise<RelearnCurve> {
		const points: RelearnPoint[] = [];
		for await (const copy of this.#copies(of, lesson)) {
			const shares = await this.#givenBack(await this.#meet(of, lesson, copy), documents);
			points.push({ steps: copy.steps, shares });
			if (meanShare(shares) >= enough) break;
		}
		return { of, lesson, points };
	}

	/** The same, from the model as it was given: 0 steps. */
	async curveFromZero(
		of: "target" | "reference",
		lesson: Lesson,
		documents: readonly Document[],
		enough: number,
	): Promise<RelearnCurve> {
		const curve = await this.curve(of, lesson, documents, enough);
		const shares = await this.#givenBack(this.#parts.models[of] as ModelAtHand, documents);
		return { ...curve, points: [{ steps: 0, shares }, ...curve.points] };
	}

	/** Documents asked of copies of every model that has learnt a lesson for so many steps; or whose copy is missing. */
	async all(lesson: Lesson, documents: readonly Document[], steps: number): Promise<AskedAgain | string> {
		const copies: Partial<Record<Role, ModelAtHand>> = {};
		for (const role of ROLES) {
			if (!this.#parts.models[role]) continue;
			for await (const copy of this.#copies(role, lesson, steps)) copies[role] = await this.#meet(role, lesson, copy);
		}
		const { target, original, reference } = copies;
		if (!target || !reference) {
			return `no copy of the ${target ? "reference" : "target"} after ${steps} steps was given`;
		}
		const again = await this.#drive(documents, { target, reference, ...(original ? { original } : {}) });
		return { documents: again.documents.forget, conclusions: again.conclusions, hasOriginal: original !== undefined };
	}

	async #givenBack(target: ModelAtHand, documents: readonly Document[]): Promise<readonly number[]> {
		return givenBack((await this.#drive(documents, { target })).documents.forget);
	}

	/** A copy as a model of the audit. */
	async #meet(of: Role, lesson: Lesson, { steps, file }: TrainedCopy): Promise<ModelAtHand> {
		const found = await this.#parts.meet({ file });
		if (!this.#isCopy(file)) this.#asked.push({ of, lesson, steps, file, sha256: found.sha256 });
		return found;
	}

	/** Copies are many and asked once: each is closed when it has answered. */
	async #drive(documents: readonly Document[], models: AuditParts["models"]) {
		const plan: AuditPlan = {
			...this.#plan,
			documents: { forget: documents, retain: [], holdout: [] },
			models: descriptionsOf(models),
			probes: relearnedProbes(),
		};
		const concluded = await driveAudit(plan, { ...this.#parts, models });
		for (const { file } of Object.values(models)) {
			if (this.#isCopy(file)) await this.#parts.residents.release({ file });
		}
		return concluded;
	}

	#isCopy(file: string): boolean {
		return this.#asked.some((copy) => copy.file === file);
	}
}
