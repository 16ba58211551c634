"""Who answers: a written policy, the facts it looks at, and the decision with its reason. All of it pure."""
