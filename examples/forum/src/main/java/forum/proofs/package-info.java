/// Pages that exist to be measured: a ledger, a slow report and a picture that costs CPU.
package forum.proofs;
