/**
 * What a copy of a model learns before it is asked again (methods.md 7.2): one half of the forget set, and the other half is
 * asked; retain documents alone; the whole forget set, to see how fast.
 */
export type Lesson = "half" | "retain" | "forget";

export const LESSONS = ["half", "retain", "forget"] as const satisfies readonly Lesson[];
