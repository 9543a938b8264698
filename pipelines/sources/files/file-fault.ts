/** What is wrong with one file; whoever knows its name and source says where. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}
