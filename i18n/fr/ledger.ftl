ledger-malformed = Cette opération n'a pas de sens pour la comptabilité. Rien n'a été changé.
ledger-id-taken = Une autre opération porte déjà cet identifiant. Rien n'a été changé.
ledger-insufficient = Le solde ne suffit pas. Rien n'a été changé.
ledger-frozen = Ce compte est gelé. Rien n'a été changé.
ledger-not-pending = Cette réservation n'existe pas ou n'est plus ouverte.
ledger-more-than-pending = C'est plus que ce qui est réservé. Rien n'a été changé.
ledger-unknown = Nous ne savons pas encore si l'opération a été enregistrée. Réessayez : elle ne le sera pas deux fois.
ledger-busy = Trop d'opérations attendent. Réessayez dans un instant.
