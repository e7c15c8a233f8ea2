// The scanner knows the usual ports alone; the stack of the tests listens on others.
import net from "node:net";

const { connect } = net.Socket.prototype;
const elsewhere = { 443: process.env.HTTPS_PORT, 80: process.env.HTTP_PORT };

net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (options && elsewhere[options.port]) {
    options.port = Number(elsewhere[options.port]);
  }
  return connect.apply(this, given);
};
