import type { Role } from "../../model/question.ts";
import type { Lesson } from "./lesson.ts";

/** A copy that somebody trained: of which model, on what, for how long. */
export interface RelearnedCopy {
	readonly of: Role;
	readonly lesson: Lesson;
	readonly steps: number;
	/** Absolute path of a GGUF file. */
	readonly file: string;
}

/** A copy that was asked, by what is in its file. */
export interface AskedCopy extends RelearnedCopy {
	readonly sha256: string;
}
