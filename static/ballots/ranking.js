/* Places in an order by two buttons beside each line. Without this script the places are typed. */
(() => {
  "use strict";

  const boxes = (set) => [...set.querySelectorAll(".rank__n")];

  const inOrder = (set) =>
    boxes(set)
      .filter((box) => Number(box.value) > 0)
      .sort((a, b) => Number(a.value) - Number(b.value));

  const nameOf = (box) => box.parentElement.querySelector("label").firstChild.textContent.trim();

  /* One place up or down; what has no place yet gets the last one. */
  const move = (set, box, step) => {
    const order = inOrder(set);
    const at = order.indexOf(box);
    if (at < 0) order.push(box);
    else {
      const to = Math.min(Math.max(at + step, 0), order.length - 1);
      order.splice(to, 0, ...order.splice(at, 1));
    }
    order.forEach((one, place) => { one.value = place + 1; });
    set.querySelector("[role=status]").textContent = order.map((one) => `${one.value} ${nameOf(one)}`).join(", ");
  };

  const button = (set, box, step, mark, words) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "iconbtn";
    made.textContent = mark;
    made.setAttribute("aria-label", words.replace("{name}", nameOf(box)));
    made.addEventListener("click", () => move(set, box, step));
    return made;
  };

  for (const set of document.querySelectorAll("[data-ranking]")) {
    const said = Object.assign(document.createElement("p"), { className: "vh" }); // the order, to whoever does not see it
    said.setAttribute("role", "status");
    set.append(said);
    for (const box of boxes(set)) {
      const moves = document.createElement("span");
      moves.className = "rank__moves";
      moves.append(button(set, box, -1, "↑", set.dataset.up), button(set, box, 1, "↓", set.dataset.down));
      box.parentElement.append(moves);
    }
  }
})();
