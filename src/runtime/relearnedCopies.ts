import { basename, join } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { Lesson } from "../core/audit/relearning/lesson.ts";
import type { Document } from "../core/corpus/document.ts";
import type { Role } from "../core/model/question.ts";
import type { TrainedCopy } from "../core/model/trainer.ts";
import type { AuditParts } from "./auditParts.ts";

/** Copies of a model after ever more steps of a lesson; where one says so, only after exactly that many. */
export type RelearnedCopies = (of: Role, lesson: Lesson, steps?: number) => AsyncIterable<TrainedCopy>;

/** Steps at which a trained copy is looked at: closer where models that had not forgotten are back already. */
const GRID: readonly number[] = [2, 4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 130, 160, 200, 250, 300];

const TAUGHT: Readonly<Record<Lesson, string>> = {
	half: "half of the forget set",
	retain: "the retain documents",
	forget: "the forget set",
};

/** Copies from the files that the request names or, where it asks for that, from the trainer. */
export function relearnedCopies(
	{ request, models, trainer, store, signal, emit }: AuditParts,
	lessons: Readonly<Record<Lesson, readonly Document[]>>,
): RelearnedCopies {
	const { relearned = [], seed } = request;
	if (relearned !== "train") {
		return async function* (of, lesson, steps) {
			const own = relearned.filter((copy) => copy.of === of && copy.lesson === lesson);
			yield* own.filter((copy) => steps === undefined || copy.steps === steps).sort((a, b) => a.steps - b.steps);
		};
	}
	return async function* (of, lesson, steps) {
		const model = models[of];
		if (!model) return;
		if (!trainer) {
			throw new Problem("input", "Only the command palimpsest trains copies.", "Run `palimpsest audit --relearn`.");
		}
		const { file, adapters } = model;
		const folder = join(store.folder, "relearned");
		const message = `Training copies of ${basename(file)} on ${TAUGHT[lesson]}, kept in ${folder}.`;
		yield* trainer.train({
			model: { file, ...(adapters.length > 0 ? { adapters } : {}) },
			documents: lessons[lesson],
			at: steps === undefined ? GRID : [steps],
			seed,
			folder,
			signal,
			onTraining: () => emit({ type: "notice", message }),
		});
	};
}
