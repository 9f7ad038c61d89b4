/// The shop: catalogue, carts, and orders that keep the stock right.
package forum.products;
