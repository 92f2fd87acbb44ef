/** A shop has few names and its orders thousands of lines; what is made of one name is then shared by all of them. */
export const remembered = <Made>(make: (name: string) => Made): ((name: string) => Made) => {
  const known = new Map<string, Made>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    // Names come from shops without end; memory has one.
    if (known.size >= REMEMBERED) known.clear();
    const made = make(name);
    known.set(name, made);
    return made;
  };
};
const REMEMBERED = 1000;
