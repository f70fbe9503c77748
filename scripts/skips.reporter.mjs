/** A vitest reporter that says which tests did not run, and why where the test says it. */
export default class SkipsReporter {
  onTestRunEnd(testModules) {
    for (const testModule of testModules) {
      for (const test of testModule.children.allTests('skipped')) {
        const note = test.result().note;
        process.stdout.write(
          `skipped: ${testModule.relativeModuleId} > ${test.fullName}${note === undefined ? '' : ` [${note}]`}\n`,
        );
      }
    }
  }
}
